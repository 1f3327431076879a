"""What was said in rooms goes 30 days after their assembly closes; summaries that people wrote stay."""
