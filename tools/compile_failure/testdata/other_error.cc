// Refused where it is marked, but in other words: a slip of the test's author.
struct Options {
  int size = 0;
};

int Wrong() {
  return Option{.size = 3}.size;  // EXPECT-ERROR: cannot convert
}
