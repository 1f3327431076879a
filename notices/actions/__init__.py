"""What is done with notices: telling, sending, deciding what comes by mail, holding back."""
