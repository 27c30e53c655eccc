"""What a page says of itself to chats, search engines and the browser's tab."""
