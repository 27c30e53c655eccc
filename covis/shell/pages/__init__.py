"""The Streamlit pages that everyone sees: browse, course, visualisation, people, take part, cohort."""
