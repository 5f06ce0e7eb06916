#if canImport(Glibc)
  import Glibc
#endif

/// Multinomial logistic regression with a squared penalty, fitted by AdaGrad (Duchi, Hazan and Singer 2011).
///
/// The penalty is applied to a weight when its feature is next seen, for all steps since (as an implicit step, so that
/// it can't overshoot); features that are seen once are therefore hardly held back, rare as they are.
struct LogisticRegression {
  /// `classes` weights a column, column after column.
  private(set) var weights: [Float]
  /// The score of each class for an empty row.
  private(set) var biases: [Float]

  private let classes: Int
  private var squaredGradients: [Float]
  private var squaredBiasGradients: [Float]
  private var lastSeen: [UInt32]
  private var step: UInt32 = 0

  /// - Parameters:
  ///   - columns: Width of the rows.
  ///   - classes: 2 or more.
  init(columns: Int, classes: Int) {
    self.classes = classes
    weights = Array(repeating: 0, count: columns * classes)
    squaredGradients = weights
    biases = Array(repeating: 0, count: classes)
    squaredBiasGradients = biases
    lastSeen = Array(repeating: 0, count: columns)
  }

  struct Schedule {
    var epochs: Int
    var rate: Float
    var penalty: Float
    var seed: UInt64
  }

  /// Fits the weights.
  ///
  /// - Parameters:
  ///   - targets: The class of each row.
  ///   - importance: How much each row counts, 1 on average.
  ///   - epochEnded: Told the number of the epoch, from 1, and its mean loss in nats.
  mutating func fit(
    _ rows: SparseRows, targets: [Int], importance: [Float], schedule: Schedule,
    epochEnded: (Int, Double) -> Void = { _, _ in }
  ) {
    var random = SplitMix(seed: schedule.seed)
    var order = Array(0..<rows.count)
    for epoch in 0..<schedule.epochs {
      order.shuffle(using: &random)
      let rate = schedule.rate * (1 - Float(epoch) / Float(schedule.epochs))
      var loss = 0.0
      for row in order {
        let range = rows.starts[row]..<rows.starts[row + 1]
        loss += rows.columns.withUnsafeBufferPointer { columns in
          rows.values.withUnsafeBufferPointer { values in
            learn(
              columns[range], values[range], target: targets[row], importance: importance[row], rate: rate,
              penalty: schedule.penalty)
          }
        }
      }
      epochEnded(epoch + 1, loss / Double(max(1, rows.count)))
    }
  }

  /// One step down the gradient of one row; returns the row's loss before it.
  private mutating func learn(
    _ columns: Slice<UnsafeBufferPointer<UInt32>>, _ values: Slice<UnsafeBufferPointer<Float>>, target: Int,
    importance: Float, rate: Float, penalty: Float
  ) -> Double {
    step += 1
    var errors = probabilities(columns, values)
    let loss = Double(importance) * -log(max(1e-12, Double(errors[target])))
    errors[target] -= 1
    for index in 0..<classes {
      errors[index] *= importance
      squaredBiasGradients[index] += errors[index] * errors[index]
      biases[index] -= Self.biasCaution * rate * errors[index] / (squaredBiasGradients[index] + 1e-8).squareRoot()
    }
    let (classes, step) = (classes, step)
    weights.withUnsafeMutableBufferPointer { weights in
      squaredGradients.withUnsafeMutableBufferPointer { squares in
        lastSeen.withUnsafeMutableBufferPointer { lastSeen in
          for (column, value) in zip(columns, values) where value != 0 {
            let missed = Float(step - lastSeen[Int(column)])
            lastSeen[Int(column)] = step
            for index in 0..<classes {
              let place = Int(column) * classes + index
              let gradient = errors[index] * value
              squares[place] += gradient * gradient
              let size = rate / (squares[place] + 1e-6).squareRoot()
              weights[place] = (weights[place] - size * gradient) / (1 + size * penalty * missed)
            }
          }
        }
      }
    }
    return loss
  }

  /// Biases see a gradient with every row; full steps would make them swing.
  private static let biasCaution: Float = 0.1

  private func probabilities(
    _ columns: Slice<UnsafeBufferPointer<UInt32>>, _ values: Slice<UnsafeBufferPointer<Float>>
  ) -> [Float] {
    var scores = biases
    weights.withUnsafeBufferPointer { weights in
      for (column, value) in zip(columns, values) where value != 0 {
        for index in 0..<classes { scores[index] += weights[Int(column) * classes + index] * value }
      }
    }
    let highest = scores.max() ?? 0
    var total: Float = 0
    for index in 0..<classes {
      scores[index] = expf(scores[index] - highest)
      total += scores[index]
    }
    for index in 0..<classes { scores[index] /= total }
    return scores
  }
}
