import { runService } from "@pms/kit/process/run-service";
import { start } from "./app.ts";
import { config } from "./config.ts";

await runService("analytics", config, start);
