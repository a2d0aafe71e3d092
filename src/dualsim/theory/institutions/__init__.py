"""What people build of their own, and troops ordered against those who do."""
