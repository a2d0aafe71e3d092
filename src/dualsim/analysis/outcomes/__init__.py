"""What is asked of a run: a number on a day, whether something has come by then, or on which day it comes."""
