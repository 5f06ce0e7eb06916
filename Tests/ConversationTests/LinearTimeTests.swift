import Conversation
import Glibc
import Testing

/// Bodies made to be slow to read.
struct LinearTimeTests {
  @Test(
    "Four times the length takes not much more than four times as long",
    arguments: [
      "On 3 May 2024 at 10:15 Ann <ann@example.com> said\n", "From: ann@example.com\n", "Subject: a:b:c:\n",
      "----------\n",
      "Best regards,\n", "-- \n\n\n", "> a\nb\n", "Sent from my iPhone\n\n", "a:\n\n", "confidential ", ">", "On ",
      "x\r",
      "##- reply above this line -##\n", "https://unsubscribe.example unsubscribe\n\n", "Tel: +49 30 123 4567\n",
      "\u{E9}",
      "From: a@b.c Sent: d Sent: d Sent: d Sent: d ",
    ])
  func staysLinear(unit: String) {
    // The thread's own time: by the clock on the wall, other work on the machine would count.
    func now() -> Duration {
      var time = timespec()
      clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
      return .seconds(time.tv_sec) + .nanoseconds(time.tv_nsec)
    }
    func seconds(_ length: Int) -> Duration {
      let body = mail(String(repeating: unit, count: length / unit.utf8.count))
      let spent = (0..<2).map { _ in
        let start = now()
        _ = body.customerVoice()
        return now() - start
      }
      return spent.min() ?? .zero
    }
    let short = seconds(8_000)
    let long = seconds(32_000)
    #expect(long < max(short * 10, .milliseconds(50)), "\(short) and \(long)")
  }
}
