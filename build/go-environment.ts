/** What Go is told whatever it builds or checks here, whatever the person who calls it has set. */
export const GO_ENVIRONMENT = {
  /** One build everywhere: no C compiler is asked for on machines that have one. */
  CGO_ENABLED: '0',
  /** Git refuses a copy that another user owns, and with it the build of a program, which would ask for the commit. */
  GOFLAGS: '-buildvcs=false',
  /** A workspace in a folder above this copy knows nothing of our modules. */
  GOWORK: 'off',
} as const;
