/// Base letters of accented Latin letters, as data: one character for each scalar from the first of its block on.
/// `?` stands for "no base letter"; the digits 1 to 6 stand for two letters (``digraphs``). Source: the canonical and
/// compatibility decompositions of the Unicode Character Database, with the strokes (ł, ø, đ, ħ) added by hand.
enum LatinFolding {
  /// U+00C0 to U+024F: Latin-1 letters, Latin Extended-A and -B.
  static let extended = Array(
    """
    AAAAAA1CEEEEIIIIDNOOOOOxOUUUUYT5aaaaaa2ceeeeiiiidnooooo/ouuuuyty\
    AaAaAaCcCcCcCcDdDdEeEeEeEeEeGgGgGgGgHhHhIiIiIiIiIiIiJjKkkLlLlLlL\
    lLlNnNnNn?NnOoOoOo34RrRrRrSsSsSsSsTtTtTtUuUuUuUuUuUuWwYyYZzZzZzs\
    ??????????????????f?????????????Oo?????????????Uu???????????????\
    ????DDdLLlNNnAaIiOoUuUuUuUuUu?AaAa????GgKkOoOo??jDDdGg??NnAa????\
    AaAaEeEeIiIiOoOoRrRrUuUuSsTt??Hh??????AaEeOoOoOoOoYy????????????\
    ????????????????
    """.utf8)

  /// U+1E00 to U+1EFF: Latin Extended Additional.
  static let additional = Array(
    """
    AaBbBbBbCcDdDdDdDdDdEeEeEeEeEeFfGgHhHhHhHhHhIiIiKkKkKkLlLlLlLlMm\
    MmMmNnNnNnNnOoOoOoOoPpPpRrRrRrRrSsSsSsSsSsTtTtTtTtUuUuUuUuUuVvVv\
    WwWwWwWwWwXxXxYyZzZzZzhtwyas??6?AaAaAaAaAaAaAaAaAaAaAaAaEeEeEeEe\
    EeEeEeEeIiIiOoOoOoOoOoOoOoOoOoOoOoOoUuUuUuUuUuUuUuYyYyYyYy??????
    """.utf8)

  static let digraphs: [StaticString] = ["AE", "ae", "OE", "oe", "ss", "SS"]
}
