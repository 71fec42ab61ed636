// Says which system calls a container may make, one line each: `call NUMBER`, `socket FAMILY`, `unshare FLAGS`,
// `clone FLAGS` or `personality PERSONA`, and what came of it: EPERM, ENOSYS, `none` (the call did not return) or
// `through` (it got as far as the kernel's own checks: the arguments make no sense). Run as root, so that what is
// refused is refused by the filter or for lack of a capability. benchmarks/isolation.sh compares two engines by it.
#define _GNU_SOURCE
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

static void probe(const char *what, long shown, long number, long first, long second, long third) {
  int ends[2];
  if (pipe(ends) != 0) return;
  fflush(stdout);
  pid_t child = fork();
  if (child == 0) { // a call may end, block or freeze the one that makes it
    alarm(2);
    errno = 0;
    int error = syscall(number, first, second, third, -1L, -1L, -1L) < 0 ? errno : 0;
    _exit(write(ends[1], &error, sizeof error) != sizeof error);
  }
  close(ends[1]);
  int error;
  int returned = read(ends[0], &error, sizeof error) == sizeof error;
  close(ends[0]);
  kill(child, SIGKILL);
  waitpid(child, NULL, 0);
  printf("%s %ld %s\n", what, shown,
         !returned ? "none" : error == EPERM ? "EPERM" : error == ENOSYS ? "ENOSYS" : "through");
}

static int is_ours(long number) {
  return number == SYS_fork || number == SYS_vfork || number == SYS_clone || number == SYS_exit
      || number == SYS_exit_group || number == SYS_rt_sigreturn || number == SYS_pause;
}

int main(void) {
  static const long namespaces[] = {0x10000000, 0x20000, 0x2000000, 0x4000000, 0x8000000, 0x20000000, 0x40000000, 0x80};
  static const long personas[] = {0, 8, 0x20000, 0x20008, 0xffffffff, 0x40000, 4};
  for (long number = 0; number < 457; number++) {
    int unused = number >= 335 && number < 424;
    if (!unused && !is_ours(number)) probe("call", number, number, -1, -1, -1);
  }
  for (long family = 0; family < 46; family++) probe("socket", family, SYS_socket, family, SOCK_RAW, 0);
  for (unsigned i = 0; i < sizeof namespaces / sizeof *namespaces; i++) {
    probe("unshare", namespaces[i], SYS_unshare, namespaces[i], 0, 0);
    probe("clone", namespaces[i], SYS_clone, namespaces[i] | SIGCHLD, 0, 0);
  }
  for (unsigned i = 0; i < sizeof personas / sizeof *personas; i++)
    probe("personality", personas[i], SYS_personality, personas[i], 0, 0);
  return 0;
}
