// The whole project on Railway as "infrastructure as code": a database, a bucket, and both services.
// Try it with `railway config plan`, and put it in force with `railway config apply`. Railway calls this form
// experimental; it takes the place of railway.toml and railway.json, which are read until 2026-12-01.
import { bucket, defineRailway, github, postgres, project, ref, service } from "railway/iac";

const repository = process.env.PGREHEARSE_REPOSITORY ?? "OWNER/pgrehearse";

export default defineRailway(() => {
  const database = postgres("postgres");
  const backups = bucket("backups");

  const store = {
    S3_ENDPOINT: ref(backups, "ENDPOINT"),
    S3_BUCKET: ref(backups, "BUCKET"),
    S3_ACCESS_KEY_ID: ref(backups, "ACCESS_KEY_ID"),
    S3_SECRET_ACCESS_KEY: ref(backups, "SECRET_ACCESS_KEY"),
    S3_REGION: ref(backups, "REGION"),
  };

  const deployed = (role: "backup" | "verify") => ({
    source: github(repository),
    build: { builder: "DOCKERFILE" as const, dockerfilePath: "Dockerfile" },
    start: `/usr/bin/tini -- pgrehearse serve ${role}`,
    healthcheck: "/health",
    healthcheckTimeout: 120,
    deploy: { restartPolicyType: "ALWAYS" as const, drainingSeconds: 15 },
  });

  const backup = service("backup", {
    ...deployed("backup"),
    env: { ...store, DATABASE_URL: database.env.DATABASE_URL, BACKUP_INTERVAL: "3600", BACKUP_RETENTION_DAYS: "7" },
  });
  const verify = service("verify", {
    ...deployed("verify"),
    env: { ...store, DATABASE_URL: database.env.DATABASE_URL, VERIFY_TARGET: "ephemeral", VERIFY_INTERVAL: "86400" },
  });

  return project("backups", { resources: [database, backups, backup, verify] });
});
