"""What the describers share: the writer, the subject with its requests, and the blocks that many kinds print alike."""
