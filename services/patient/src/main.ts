import { runService } from "@pms/kit/run-service";
import { start } from "./app.ts";
import { config } from "./config.ts";

await runService("patient", config, start);
