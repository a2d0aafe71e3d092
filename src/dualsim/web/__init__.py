"""The page served to browsers: questions checked, queued, answered by warm processes, told as they come."""
