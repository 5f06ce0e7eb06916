/// Leads offsets of a detection copy back to the text it was made from.
///
/// Where copy and original run in step nothing is stored; each place where they differ is one edit. Looking an offset
/// up is a binary search.
struct OffsetMap {
  /// One stretch of the copy that came from one stretch of the original and cannot be split further.
  struct Edit {
    var copy: Range<Int>
    var original: Range<Int>
  }

  /// In order, without overlap. An edit with an empty copy range is something that was dropped.
  private(set) var edits: [Edit] = []

  mutating func append(_ edit: Edit) { edits.append(edit) }

  /// Forgets the edits at and after the copy offset `start`, and tells where in the original that offset lies.
  mutating func truncate(toCopy start: Int) -> Int {
    let origin = originalStart(ofCopy: start)
    while let last = edits.last, last.copy.lowerBound >= start { edits.removeLast() }
    return origin
  }

  /// The whole stretch of the original that `copy` came from, with everything invisible that lies in it or clings to
  /// its end.
  func original(of copy: Range<Int>) -> Range<Int> {
    originalStart(ofCopy: copy.lowerBound)..<originalEnd(ofCopy: copy.upperBound)
  }

  private func originalStart(ofCopy offset: Int) -> Int {
    let next = firstIndex(endingAfter: offset)
    if next < edits.count, edits[next].copy.lowerBound <= offset { return edits[next].original.lowerBound }
    guard next > 0 else { return offset }
    let edit = edits[next - 1]
    return edit.original.upperBound + offset - edit.copy.upperBound
  }

  private func originalEnd(ofCopy offset: Int) -> Int {
    var next = firstIndex(endingAfter: offset - 1)
    var end: Int
    if next < edits.count, edits[next].copy.lowerBound < offset {
      end = edits[next].original.upperBound
      next += 1
    } else if next > 0 {
      end = edits[next - 1].original.upperBound + offset - edits[next - 1].copy.upperBound
    } else {
      end = offset
    }
    while next < edits.count, edits[next].copy.isEmpty, edits[next].copy.lowerBound == offset,
      edits[next].original.lowerBound == end
    {
      end = edits[next].original.upperBound
      next += 1
    }
    return end
  }

  /// The first edit whose copy range ends after `offset`.
  private func firstIndex(endingAfter offset: Int) -> Int {
    var low = 0
    var high = edits.count
    while low < high {
      let middle = (low + high) / 2
      if edits[middle].copy.upperBound <= offset { low = middle + 1 } else { high = middle }
    }
    return low
  }
}
