"""What several results use; a result imports from here and never from its neighbour."""
