# syntax=docker/dockerfile:1
#
# docker build -t clausebook .                          with git and CA certificates
# docker build -t clausebook:slim --target slim .       the program alone
#
# The program is compiled in the first stage. The workflow of a release has compiled it already and passes
# `--build-arg PROGRAM=released`: then it is taken from target/image/PLATFORM/clausebook.
ARG PROGRAM=compiled

FROM rust:1.95-alpine3.22 AS compile
RUN apk add --no-cache musl-dev gcc g++ make perl
WORKDIR /source
COPY . .
ARG CLAUSEBOOK_COMMIT=
RUN cargo build --locked --profile dist && install -D -m 755 target/dist/clausebook /program/clausebook

FROM scratch AS compiled
COPY --from=compile /program/clausebook /clausebook

FROM scratch AS released
ARG TARGETARCH
COPY --chmod=755 target/image/${TARGETARCH}/clausebook /clausebook

FROM ${PROGRAM} AS program

# The folders that the slim image has besides the program: for caches and temporary files, and for the site.
FROM alpine:3.22 AS folders
RUN mkdir -p /folders/site /folders/cache /folders/tmp && chmod 1777 /folders/cache /folders/tmp

# The program alone. It has no shell, no git and no CA certificates: no `--since`, no dates of last changes from git, and
# no step of a build server that needs a shell.
FROM scratch AS slim
LABEL org.opencontainers.image.title="Clausebook" \
      org.opencontainers.image.description="Clausebook alone: without a shell, git and CA certificates, so without --since and dates from git" \
      org.opencontainers.image.licenses="MIT OR Apache-2.0"
COPY --from=folders /folders/ /
COPY --from=program /clausebook /usr/bin/clausebook
ENV CLAUSEBOOK_CACHE=/cache
USER 65532:65532
WORKDIR /site
EXPOSE 4000
ENTRYPOINT ["/usr/bin/clausebook"]
CMD ["--help"]

# With what `--since`, dates from git and clones over HTTPS need.
FROM alpine:3.22 AS default
LABEL org.opencontainers.image.title="Clausebook" \
      org.opencontainers.image.description="Clausebook with git and CA certificates" \
      org.opencontainers.image.licenses="MIT OR Apache-2.0"
RUN apk add --no-cache ca-certificates git \
    && adduser -D -u 65532 clausebook \
    && install -d -o clausebook -g clausebook /site && install -d -m 1777 /cache
COPY --from=program /clausebook /usr/bin/clausebook
ENV CLAUSEBOOK_CACHE=/cache
USER 65532:65532
WORKDIR /site
EXPOSE 4000
ENTRYPOINT ["/usr/bin/clausebook"]
CMD ["--help"]
