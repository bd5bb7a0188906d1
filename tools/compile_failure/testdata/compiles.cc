// Marked, but nothing is wrong.
int Wrong() {
  return 3;  // EXPECT-ERROR: invalid conversion
}
