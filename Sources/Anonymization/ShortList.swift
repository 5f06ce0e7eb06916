/// A list of at most `capacity` elements that needs no memory of its own. It takes no more than fit.
struct ShortList<let capacity: Int, Element>: RandomAccessCollection {
  private var elements: InlineArray<capacity, Element>
  private(set) var count = 0

  /// An empty list.
  /// - Parameter filler: Stands in the unused places; never seen.
  init(filler: Element) { elements = InlineArray(repeating: filler) }

  var startIndex: Int { 0 }
  var endIndex: Int { count }

  @inline(__always)
  subscript(index: Int) -> Element {
    precondition(index < count)
    return elements[index]
  }

  @inline(__always)
  mutating func append(_ element: Element) {
    guard count < capacity else { return }
    elements[count] = element
    count += 1
  }
}

extension ShortList where Element: Equatable {
  @inline(__always)
  static func == (list: Self, other: [Element]) -> Bool { list.count == other.count && list.elementsEqual(other) }
}
