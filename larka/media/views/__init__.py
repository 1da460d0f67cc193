"""The pages and files of media."""
