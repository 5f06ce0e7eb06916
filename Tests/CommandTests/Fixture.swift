import Conversation
import Foundation
import Storage
import TestSupport

/// What several suites submit and answer.
enum Fixture {
  /// An OpenAI-compatible answer whose label is always neutral.
  static let completion: MisbehavingServer.Reply = .answer(
    status: 200, headers: [("content-type", "application/json")],
    body: Array(
      #"""
      {"model":"fixed","choices":[{"index":0,"finish_reason":"stop","message":{"role":"assistant","content":
      "{\"label\":\"neutral\",\"p\":{\"negative\":0.1,\"neutral\":0.8,\"positive\":0.1},\"mixed\":false,\"issue_reported\":false,\"cues\":[],\"evidence\":[],\"topics\":[\"other\"],\"language\":\"en\"}"}}],
      "usage":{"prompt_tokens":200,"completion_tokens":20}}
      """#.utf8))

  /// A short mail of a customer.
  static func mail(_ id: String) -> Submission {
    let at = Date(timeIntervalSince1970: 1_793_613_600)
    return Submission(
      source: "test", externalID: id, account: "acme",
      interaction: Interaction(
        channel: .email, occurredAt: at,
        turns: [Turn(author: .customer, at: at, body: "When will export \(id) work again?")]))
  }
}
