public import Scoring

/// Counts of items by gold label (rows) and by what the system said (columns), the last column being "nothing usable".
public struct ConfusionMatrix: Sendable, Hashable {
  /// Rows and label columns, in the order in which they are printed.
  public static let labels: [SentimentLabel] = [.negative, .neutral, .positive]

  static let labelCount = 3
  static let columns = labelCount + 1
  static let cellCount = labelCount * columns

  /// Row by row; a flat array, since the bootstrap adds up millions of cells.
  private(set) var cells: [Int]

  /// A matrix without counts.
  public init() { cells = Array(repeating: 0, count: Self.cellCount) }

  /// Counts pairs of gold label and prediction, nil being an invalid one.
  public init(_ pairs: some Sequence<(gold: SentimentLabel, predicted: SentimentLabel?)>) {
    self.init()
    for pair in pairs { add(gold: pair.gold, predicted: pair.predicted) }
  }

  /// Takes rows of counts in the order of `labels`, each with its invalid count last. Nil when the shape is another.
  public init?(rows: [[Int]]) {
    guard rows.count == Self.labels.count, rows.allSatisfy({ $0.count == Self.columns }) else { return nil }
    cells = rows.flatMap(\.self)
  }

  /// Counts one more item.
  public mutating func add(gold: SentimentLabel, predicted: SentimentLabel?) {
    cells[Self.cell(gold: gold, predicted: predicted)] += 1
  }

  /// Counts one more item in each of the cells.
  mutating func add(cells drawn: ArraySlice<Int>) {
    for cell in drawn { cells[cell] += 1 }
  }

  mutating func removeAll() {
    for index in cells.indices { cells[index] = 0 }
  }

  /// How often `gold` was answered by `predicted` (nil: by nothing usable).
  public func count(gold: SentimentLabel, predicted: SentimentLabel?) -> Int {
    cells[Self.cell(gold: gold, predicted: predicted)]
  }

  /// The counts row by row, the invalid column last.
  public var rows: [[Int]] {
    Self.labels.indices.map { Array(cells[$0 * Self.columns..<($0 + 1) * Self.columns]) }
  }

  /// All items.
  public var total: Int { cells.reduce(0, +) }

  /// Items whose prediction is their gold label.
  public var correct: Int { Self.labels.indices.reduce(0) { $0 + cells[$1 * Self.columns + $1] } }

  /// Items without a usable prediction.
  public var invalid: Int { columnSum(Self.labels.count) }

  func rowSum(_ row: Int) -> Int {
    var sum = 0
    for index in row * Self.columns..<(row + 1) * Self.columns { sum += cells[index] }
    return sum
  }

  func columnSum(_ column: Int) -> Int {
    var sum = 0
    for row in 0..<Self.labelCount { sum += cells[row * Self.columns + column] }
    return sum
  }

  static func cell(_ item: EvaluationItem) -> Int { cell(gold: item.gold, predicted: item.predicted) }

  static func cell(gold: SentimentLabel, predicted: SentimentLabel?) -> Int {
    index(gold) * columns + (predicted.map(index) ?? labels.count)
  }

  static func index(_ label: SentimentLabel) -> Int {
    switch label {
    case .negative: 0
    case .neutral: 1
    case .positive: 2
    }
  }
}
