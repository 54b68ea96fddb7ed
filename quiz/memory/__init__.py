"""What the learner remembers: scheduling, the review log, the queue."""
