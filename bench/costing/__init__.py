"""Parts of bench.cost: each measures one thing that is done with cost."""
