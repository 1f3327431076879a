"""The pages of guidance: all public, all by GET, nothing stored."""
