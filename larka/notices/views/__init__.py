"""The bell, the list, one's own choices, and what the school prints for those who have chosen paper."""
