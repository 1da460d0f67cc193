"""A small app of the tests: a log book whose entries several children share, as later features will have them."""
