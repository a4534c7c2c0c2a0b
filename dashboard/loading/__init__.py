"""What the pages share: answers worked out once, kept for whoever asked, given to whoever may have them."""
