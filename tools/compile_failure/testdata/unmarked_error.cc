// Refused where it is marked, and in one line more.
int Wrong() {
  int* pointer = 3;  // EXPECT-ERROR: invalid conversion || cannot initialize
  return pointer;
}
