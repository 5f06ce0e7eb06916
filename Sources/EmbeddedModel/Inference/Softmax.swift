#if canImport(Glibc)
  import Glibc
#else
  import Foundation
#endif

/// Probabilities of class scores (the multinomial logistic function); sums to 1 for finite scores.
func softmax(_ scores: [Double]) -> [Double] {
  let highest = scores.max() ?? 0
  let exponentials = scores.map { exp($0 - highest) }
  let total = exponentials.reduce(0, +)
  return exponentials.map { $0 / total }
}
