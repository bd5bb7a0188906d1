// Refused where it is marked, and nowhere else.
#include <type_traits>

template <class T>
struct OnlyClasses {
  static_assert(std::is_class_v<T>, "T must be a class");
};

template <class T>
int Size(const T& value) {
  return value.size();
}

struct Options {
  int size = 0;
};

int Right(const Options& options) { return options.size; }

int Wrong() {
  Right({.size = 3});
  // EXPECT-ERROR: invalid initialization of reference || no matching function for call to 'Right'
  Right({
      .length = 3,
  });
  // EXPECT-ERROR: T must be a class
  OnlyClasses<int> not_a_class;
  return Size(3);  // EXPECT-ERROR: request for member 'size' in 'value' || member reference base type 'const int'
}
