import Evaluation
import Foundation
public import HTTPTransport
public import ModelEndpoint

/// Sends requests to cassettes, to an endpoint, or to both: what stands at the end of the worker's path when it is
/// measured.
public struct CassetteTransport: HTTPSending {
  private let provider: String
  private let ignoredFields: Set<String>
  private let answersPerSample: Int
  private let shelf: CassetteShelf?
  private let endpoint: (any HTTPSending)?

  /// - Parameters:
  ///   - profile: The endpoint's.
  ///   - answersPerSample: How often the path asks for one answer at most.
  ///   - shelf: Where answers are looked for and kept; nil when neither is wanted.
  ///   - endpoint: Where requests go that the shelf has no answer to; nil when they must go nowhere.
  public init(
    profile: EndpointProfile, answersPerSample: Int, shelf: CassetteShelf?, endpoint: (any HTTPSending)?
  ) {
    provider = profile.name
    // It helps the endpoint to find a prompt again, and changes no answer; it follows from the prompt's hash, which
    // changes with a calibration that no request shows.
    ignoredFields = Set([profile.facts.cacheKeyField].compactMap(\.self))
    self.answersPerSample = answersPerSample
    self.shelf = shelf
    self.endpoint = endpoint
  }

  /// Answers from the shelf, else from the endpoint; keeps what comes with a status of 200...299, of whatever quality.
  public func send(_ request: HTTPRequest) async throws(HTTPError) -> HTTPResponse {
    let draw = Draw.current ?? Draw(sample: 0)
    let (sample, attempt) = draw.nextSend(answersPerSample: answersPerSample)
    let asked: CassetteRequest
    do {
      asked = try CassetteRequest(
        provider: provider, body: request.body.bytes, sample: sample, ignoring: ignoredFields)
    } catch {
      throw HTTPError(.setup, host: request.url.host, detail: "the request is not of the chat-completions protocol")
    }
    if let record = shelf?.record(for: asked.key) {
      draw.took(record, isReplayed: true)
      return HTTPResponse(status: record.status, body: Array(record.body.utf8))
    }
    guard let endpoint else {
      if let shelf { draw.missed(shelf.miss(asked)) }
      throw HTTPError(.refusedHost, host: request.url.host, detail: "no answer was recorded, and no call may be made")
    }
    let start = ContinuousClock.now
    let response = try await endpoint.send(request)
    guard (200...299).contains(response.status) else { return response }
    let record = CassetteRecord(
      request: asked, status: response.status, body: String(decoding: response.body, as: UTF8.self),
      recordedAt: Timestamp.text(Date()),
      latencyMilliseconds: Int(start.duration(to: .now) / .milliseconds(1)), attempts: attempt)
    if let shelf {
      do {
        try shelf.add(record)
      } catch {
        draw.failed(error)
        throw HTTPError(.setup, host: request.url.host, detail: "the answer could not be recorded")
      }
    }
    draw.took(record, isReplayed: false)
    return response
  }
}
