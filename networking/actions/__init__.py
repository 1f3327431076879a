"""What is done in networking: one public function for each use-case."""
