"""Who may do what at an assembly: pure predicates that return a Verdict, a module for each noun."""
