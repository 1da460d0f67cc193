"""The pages of omdömen."""
