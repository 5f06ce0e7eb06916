import CLibcurl
import Glibc

/// A curl multi handle driven by epoll. Belongs to one thread; only `wake` may be called from others.
///
/// `curl_multi_perform` looks at every transfer on each call, which at 2,000 transfers is nearly all its work;
/// `curl_multi_socket_action` looks only at those with something to do.
final class Reactor {
  private let multi: UnsafeMutableRawPointer
  private let epoll: Int32
  private let alarm: Int32
  private var events = [epoll_event](repeating: epoll_event(), count: 256)
  /// When libcurl wants to be called though nothing came; nanoseconds of the monotonic clock.
  private var deadline: UInt64?

  init(_ configuration: HTTPConfiguration, alarm: Int32) throws(HTTPError) {
    guard curlIsReady, let multi = curl_multi_init() else { throw HTTPError(.setup, detail: "libcurl did not start") }
    epoll = epoll_create1(Int32(EPOLL_CLOEXEC))
    guard epoll >= 0 else {
      curl_multi_cleanup(multi)
      throw HTTPError(.setup, detail: "epoll_create1 failed, errno \(errno)")
    }
    self.multi = multi
    self.alarm = alarm
    _ = ccurl_multi_setopt_long(multi, CURLMOPT_PIPELINING, configuration.multiplexes ? Int(CURLPIPE_MULTIPLEX) : 0)
    _ = ccurl_multi_setopt_long(multi, CURLMOPT_MAXCONNECTS, configuration.maxConnections)
    _ = ccurl_multi_setopt_long(multi, CURLMOPT_MAX_HOST_CONNECTIONS, configuration.maxConnectionsPerHost)
    let user = Unmanaged.passUnretained(self).toOpaque()
    _ = ccurl_multi_setopt_pointer(multi, CURLMOPT_SOCKETDATA, user)
    _ = ccurl_multi_setopt_socket(multi) { _, socket, what, user, known in
      guard let user else { return 0 }
      Unmanaged<Reactor>.fromOpaque(user).takeUnretainedValue().watch(socket, for: what, isNew: known == nil)
      return 0
    }
    _ = ccurl_multi_setopt_pointer(multi, CURLMOPT_TIMERDATA, user)
    _ = ccurl_multi_setopt_timer(multi) { _, milliseconds, user in
      guard let user else { return 0 }
      Unmanaged<Reactor>.fromOpaque(user).takeUnretainedValue().setTimer(milliseconds)
      return 0
    }
    control(EPOLL_CTL_ADD, alarm, EPOLLIN.rawValue)
  }

  deinit {
    curl_multi_cleanup(multi)
    close(epoll)
  }

  func add(_ easy: UnsafeMutableRawPointer) -> Bool { curl_multi_add_handle(multi, easy) == CURLM_OK }
  func remove(_ easy: UnsafeMutableRawPointer) { curl_multi_remove_handle(multi, easy) }

  /// Waits for something to do, unless there is work already, and lets libcurl do it.
  func turn(waiting: Bool) {
    let count = epoll_wait(epoll, &events, Int32(events.count), waiting ? timeToWait() : 0)
    var running: Int32 = 0
    for event in events.prefix(Int(max(count, 0))) {
      if event.data.fd == alarm {
        var ticks: UInt64 = 0
        _ = read(alarm, &ticks, 8)
      } else {
        curl_multi_socket_action(multi, event.data.fd, Self.curlMask(event.events), &running)
      }
    }
    if let deadline, deadline <= Self.now() {
      self.deadline = nil
      curl_multi_socket_action(multi, CURL_SOCKET_TIMEOUT, 0, &running)
    }
  }

  /// - Returns: the private number and result of a transfer that is over, or `nil` when there are no more.
  func nextFinished() -> (id: UInt, result: CURLcode)? {
    var queued: Int32 = 0
    while let message = curl_multi_info_read(multi, &queued) {
      guard message.pointee.msg == CURLMSG_DONE, let easy = message.pointee.easy_handle else { continue }
      var id: UnsafeMutableRawPointer?
      _ = ccurl_getinfo_pointer(easy, CURLINFO_PRIVATE, &id)
      return (UInt(bitPattern: id), ccurl_message_result(message))
    }
    return nil
  }

  private func watch(_ socket: Int32, for what: Int32, isNew: Bool) {
    if what == CURL_POLL_REMOVE {
      control(EPOLL_CTL_DEL, socket, 0)
      return
    }
    var interest: UInt32 = 0
    if what & CURL_POLL_IN != 0 { interest |= EPOLLIN.rawValue }
    if what & CURL_POLL_OUT != 0 { interest |= EPOLLOUT.rawValue }
    control(isNew ? EPOLL_CTL_ADD : EPOLL_CTL_MOD, socket, interest)
    if isNew { curl_multi_assign(multi, socket, Unmanaged.passUnretained(self).toOpaque()) }
  }

  private func control(_ operation: Int32, _ descriptor: Int32, _ interest: UInt32) {
    var event = epoll_event(events: interest, data: epoll_data_t(fd: descriptor))
    guard epoll_ctl(epoll, operation, descriptor, &event) != 0 else { return }
    // libcurl may close a descriptor and get its number again before it tells of either.
    if operation == EPOLL_CTL_ADD && errno == EEXIST { epoll_ctl(epoll, EPOLL_CTL_MOD, descriptor, &event) }
    if operation == EPOLL_CTL_MOD && errno == ENOENT { epoll_ctl(epoll, EPOLL_CTL_ADD, descriptor, &event) }
  }

  private func setTimer(_ milliseconds: Int) {
    deadline = milliseconds < 0 ? nil : Self.now() + UInt64(milliseconds) * 1_000_000
  }

  /// Milliseconds for epoll, rounded up lest the loop spin through the last one; -1 for ever.
  private func timeToWait() -> Int32 {
    guard let deadline else { return -1 }
    let now = Self.now()
    return deadline <= now ? 0 : Int32(clamping: (deadline - now + 999_999) / 1_000_000)
  }

  private static func curlMask(_ events: UInt32) -> Int32 {
    var mask: Int32 = 0
    if events & EPOLLIN.rawValue != 0 { mask |= CURL_CSELECT_IN }
    if events & EPOLLOUT.rawValue != 0 { mask |= CURL_CSELECT_OUT }
    if events & (EPOLLERR.rawValue | EPOLLHUP.rawValue) != 0 { mask |= CURL_CSELECT_ERR }
    return mask
  }

  private static func now() -> UInt64 {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
  }
}

/// Global, because libcurl's set-up is once a process.
private let curlIsReady = curl_global_init(Int(CURL_GLOBAL_DEFAULT)) == CURLE_OK
