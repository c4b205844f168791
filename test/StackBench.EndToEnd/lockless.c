#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>
/* A file system without locks, or without shared mappings: what NFS without lockd and 9p answer. */
static int refuse(int cmd){ return getenv("SHIM_NO_LOCKS") && (cmd==F_SETLK||cmd==F_SETLKW||cmd==F_GETLK); }
#define F(name) int name(int fd,int cmd,...){ va_list a; va_start(a,cmd); void*p=va_arg(a,void*); va_end(a); \
 if(refuse(cmd)){ errno=ENOLCK; return -1; } \
 static int (*real)(int,int,...); if(!real) real=dlsym(RTLD_NEXT,#name); return real(fd,cmd,p);}
F(fcntl) F(fcntl64)
#define M(name) void*name(void*a,size_t l,int p,int f,int fd,off_t o){ static void*(*real)(void*,size_t,int,int,int,off_t); if(!real) real=dlsym(RTLD_NEXT,#name); \
 if(getenv("SHIM_NO_SHM")&&fd>=0&&(f&MAP_SHARED)){ char l2[64],t[4096]; snprintf(l2,64,"/proc/self/fd/%d",fd); ssize_t n=readlink(l2,t,4095); if(n>4&&!strncmp(t+n-4,"-shm",4)){ errno=ENODEV; return MAP_FAILED; } } \
 return real(a,l,p,f,fd,o);}
M(mmap) M(mmap64)
