#ifndef CLIBCURL_SHIM_H
#define CLIBCURL_SHIM_H

#include <curl/curl.h>
#include <netinet/in.h>
#include <string.h>
// Swift's Glibc module leaves epoll and eventfd out.
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/prctl.h>

// Swift cannot call C variadic functions: one shim for each type of argument that the variadic
// curl_easy_setopt, curl_easy_getinfo and curl_multi_setopt take here. The callback shims also pin the
// callback's exact signature, which the variadic call would leave unchecked.

typedef size_t (*ccurl_write_callback)(char *_Nonnull data, size_t size, size_t count, void *_Nullable user);
typedef curl_socket_t (*ccurl_open_callback)(void *_Nullable user, curlsocktype purpose,
                                             struct curl_sockaddr *_Nonnull address);
typedef int (*ccurl_socket_callback)(CURL *_Nullable easy, curl_socket_t socket, int what, void *_Nullable user,
                                     void *_Nullable socketUser);
typedef int (*ccurl_timer_callback)(CURLM *_Nullable multi, long milliseconds, void *_Nullable user);

static inline CURLcode ccurl_setopt_long(CURL *_Nonnull easy, CURLoption option, long value) {
  return curl_easy_setopt(easy, option, value);
}
static inline CURLcode ccurl_setopt_offset(CURL *_Nonnull easy, CURLoption option, curl_off_t value) {
  return curl_easy_setopt(easy, option, value);
}
static inline CURLcode ccurl_setopt_string(CURL *_Nonnull easy, CURLoption option, const char *_Nullable value) {
  return curl_easy_setopt(easy, option, value);
}
static inline CURLcode ccurl_setopt_pointer(CURL *_Nonnull easy, CURLoption option, const void *_Nullable value) {
  return curl_easy_setopt(easy, option, value);
}
static inline CURLcode ccurl_setopt_write(CURL *_Nonnull easy, CURLoption option,
                                          ccurl_write_callback _Nullable callback) {
  return curl_easy_setopt(easy, option, callback);
}
static inline CURLcode ccurl_setopt_open(CURL *_Nonnull easy, ccurl_open_callback _Nullable callback) {
  return curl_easy_setopt(easy, CURLOPT_OPENSOCKETFUNCTION, callback);
}

static inline CURLcode ccurl_getinfo_long(CURL *_Nonnull easy, CURLINFO info, long *_Nonnull value) {
  return curl_easy_getinfo(easy, info, value);
}
static inline CURLcode ccurl_getinfo_offset(CURL *_Nonnull easy, CURLINFO info, curl_off_t *_Nonnull value) {
  return curl_easy_getinfo(easy, info, value);
}
static inline CURLcode ccurl_getinfo_pointer(CURL *_Nonnull easy, CURLINFO info, void *_Nullable *_Nonnull value) {
  return curl_easy_getinfo(easy, info, value);
}

static inline CURLMcode ccurl_multi_setopt_long(CURLM *_Nonnull multi, CURLMoption option, long value) {
  return curl_multi_setopt(multi, option, value);
}
static inline CURLMcode ccurl_multi_setopt_pointer(CURLM *_Nonnull multi, CURLMoption option, void *_Nullable value) {
  return curl_multi_setopt(multi, option, value);
}
static inline CURLMcode ccurl_multi_setopt_socket(CURLM *_Nonnull multi, ccurl_socket_callback _Nullable callback) {
  return curl_multi_setopt(multi, CURLMOPT_SOCKETFUNCTION, callback);
}
static inline CURLMcode ccurl_multi_setopt_timer(CURLM *_Nonnull multi, ccurl_timer_callback _Nullable callback) {
  return curl_multi_setopt(multi, CURLMOPT_TIMERFUNCTION, callback);
}

static inline CURLcode ccurl_getinfo_socket(CURL *_Nonnull easy, curl_socket_t *_Nonnull value) {
  return curl_easy_getinfo(easy, CURLINFO_ACTIVESOCKET, value);
}

// The result sits in an anonymous union, which Swift imports without a usable name.
static inline CURLcode ccurl_message_result(const CURLMsg *_Nonnull message) { return message->data.result; }

// `addr` is declared as a 16-byte sockaddr but really is as long as `addrlen`: reading an IPv6 address through the
// Swift import would read past the declared type. Copies the address's 4 or 16 bytes; returns how many, 0 for other
// families.
static inline int ccurl_address_bytes(const struct curl_sockaddr *_Nonnull address, unsigned char *_Nonnull out) {
  if (address->family == AF_INET) {
    memcpy(out, &((const struct sockaddr_in *)(const void *)&address->addr)->sin_addr, 4);
    return 4;
  }
  if (address->family == AF_INET6) {
    memcpy(out, &((const struct sockaddr_in6 *)(const void *)&address->addr)->sin6_addr, 16);
    return 16;
  }
  return 0;
}

// CURLVERSION_NOW is a macro that Swift does not import. The file of authorities that libcurl was built to read, if any.
static inline const char *_Nullable ccurl_default_ca_file(void) { return curl_version_info(CURLVERSION_NOW)->cainfo; }

// prctl is variadic; a named thread can be found in top and in a debugger.
static inline void ccurl_name_thread(const char *_Nonnull name) { prctl(PR_SET_NAME, name); }

#include <malloc.h>
// <malloc.h> is not in Swift's Glibc module.
static inline int ccurl_use_one_arena(void) { return mallopt(M_ARENA_MAX, 1); }

#endif
