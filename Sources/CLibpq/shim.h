#pragma once

/// The one place where libpq and the few Linux calls the event loop needs enter Swift.

#include <dlfcn.h>
#include <libpq-fe.h>

// Swift's own Glibc module exports neither epoll nor eventfd.
#include <sys/epoll.h>
#include <sys/eventfd.h>

#include <sys/prctl.h>

/// prctl is variadic, and Swift cannot call variadic functions.
static inline void clibpq_name_thread(const char *_Nonnull name) { prctl(PR_SET_NAME, name); }

/// epoll's constants are an enum with EPOLLET at 1u << 31, which Swift imports with a type that fits no field of epoll_event.
static const unsigned int clibpq_epoll_in = EPOLLIN;
static const unsigned int clibpq_epoll_out = EPOLLOUT;

/// Bytes that OpenSSL has decrypted but libpq has not taken yet. epoll cannot see them: a connection that waits for its
/// socket while they lie there waits for ever. libpq has no call for it, and linking libssl only to ask would tie the
/// package to one build of it, so the symbol is looked up in the copy that libpq brought along; 0 when there is none.
static inline int clibpq_tls_pending(PGconn *_Nonnull connection) {
  static int (*pending)(const void *) = 0;
  if (!PQsslInUse(connection)) return 0;
  if (!pending) pending = (int (*)(const void *))dlsym(RTLD_DEFAULT, "SSL_pending");
  void *session = PQsslStruct(connection, "OpenSSL");
  return pending && session ? pending(session) : 0;
}
