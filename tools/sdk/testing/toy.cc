// A library of nothing.
void Toy() {}
