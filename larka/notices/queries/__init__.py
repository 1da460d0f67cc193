"""What is asked about notices: which I may see, to whom they go, whom the school must reach on paper."""
