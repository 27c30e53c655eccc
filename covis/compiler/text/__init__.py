"""What is read: Markdown to sanitised HTML, LaTeX to MathML, printed equations, and descriptions for screen readers."""
