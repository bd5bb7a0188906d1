#include "transforms/text/double_array.h"

#include <algorithm>
#include <random>
#include <set>
#include <string>
#include <vector>

#include "gtest/gtest.h"

namespace assay {
namespace {

int32_t Find(const DoubleArray& trie, absl::string_view key) {
  const DoubleArray::State state = trie.Walk(DoubleArray::kRoot, key);
  return state == DoubleArray::kNowhere ? DoubleArray::kNoValue : trie.Value(state);
}

TEST(DoubleArray, KeysAndTheirPrefixes_AreToldApart) {
  const std::vector<std::string> keys = {"he", "hello", "h\xff", std::string("\0", 1), std::string("a\0b", 3)};
  const DoubleArray trie(keys);
  for (size_t i = 0; i < keys.size(); ++i) EXPECT_EQ(Find(trie, keys[i]), i);
  EXPECT_EQ(trie.Value(trie.Walk(DoubleArray::kRoot, "hel")), DoubleArray::kNoValue);
  EXPECT_EQ(trie.Walk(DoubleArray::kRoot, "help"), DoubleArray::kNowhere);
  EXPECT_EQ(trie.Walk(DoubleArray::kRoot, "hellos"), DoubleArray::kNowhere);
  EXPECT_EQ(trie.Value(DoubleArray::kRoot), DoubleArray::kNoValue);
}

TEST(DoubleArray, NoKeys_LeadNowhere) {
  const DoubleArray trie({});
  for (int byte = 0; byte < 256; ++byte) {
    EXPECT_EQ(trie.Step(DoubleArray::kRoot, static_cast<uint8_t>(byte)), DoubleArray::kNowhere);
  }
}

// Every state and every byte: a step leads to a prefix of a key, or nowhere.
TEST(DoubleArray, EveryStepFromEveryPrefix_AgreesWithTheKeys) {
  std::mt19937 random(1);
  std::set<std::string> keys;
  while (keys.size() < 500) {
    std::string key(1 + random() % 6, '\0');
    for (char& byte : key) byte = static_cast<char>(random() % (random() % 3 == 0 ? 256 : 4));
    keys.insert(key);
  }
  const std::vector<std::string> order(keys.begin(), keys.end());
  const DoubleArray trie(order);
  std::set<std::string> prefixes = {""};
  for (const std::string& key : keys) {
    for (size_t length = 1; length <= key.size(); ++length) prefixes.insert(key.substr(0, length));
  }
  std::set<DoubleArray::State> states;
  for (const std::string& prefix : prefixes) {
    const DoubleArray::State state = trie.Walk(DoubleArray::kRoot, prefix);
    ASSERT_NE(state, DoubleArray::kNowhere);
    states.insert(state);
    EXPECT_EQ(trie.Value(state) != DoubleArray::kNoValue, keys.count(prefix) == 1);
    for (int byte = 0; byte < 256; ++byte) {
      const bool goes_on = prefixes.count(prefix + static_cast<char>(byte)) == 1;
      ASSERT_EQ(trie.Step(state, static_cast<uint8_t>(byte)) != DoubleArray::kNowhere, goes_on);
    }
  }
  EXPECT_EQ(states.size(), prefixes.size());
}

// Neither the recursion nor the search for room grows with such keys.
TEST(DoubleArray, OneKeyOfAMillionBytes_IsFound) {
  const std::vector<std::string> keys = {std::string(1'000'000, 'x'), "x"};
  const DoubleArray trie(keys);
  EXPECT_EQ(Find(trie, keys[0]), 0);
  EXPECT_EQ(Find(trie, "x"), 1);
  EXPECT_EQ(Find(trie, "xx"), DoubleArray::kNoValue);
}

}  // namespace
}  // namespace assay
