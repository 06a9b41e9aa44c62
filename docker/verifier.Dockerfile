# The verifier service. Build from the repository root: docker build -f docker/verifier.Dockerfile -t eduwallet-verifier .
FROM node:24.21.0-bookworm-slim AS install
WORKDIR /app
COPY package.json pnpm-workspace.yaml pnpm-lock.yaml ./
COPY patches ./patches
COPY packages ./packages
COPY services/verifier ./services/verifier
# Only this service and what it imports; the node binary from npm is not needed here.
RUN npx --yes pnpm@10.34.9 install --frozen-lockfile --prod --no-optional --filter @eduwallet/verifier...

FROM node:24.21.0-bookworm-slim
ENV NODE_ENV=production
WORKDIR /app
COPY --from=install --chown=root:root /app ./
RUN install -d -o node -g node /data
# In a container the address to listen on is the container's own; the published port decides who can reach it.
ENV VERIFIER_HOST=0.0.0.0 VERIFIER_DATA_DIRECTORY=/data
USER node
VOLUME /data
EXPOSE 8081
HEALTHCHECK --interval=10s --timeout=3s --start-period=20s \
  CMD ["node", "-e", "fetch('http://127.0.0.1:' + (process.env.VERIFIER_PORT ?? 8081) + '/livez').then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
# The flags keep its memory flat: services/node-flags.ts.
CMD ["node", "--max-semi-space-size=8", "--heap-growing-percent=100", "services/verifier/src/main.ts"]
