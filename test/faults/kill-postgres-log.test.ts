import { faultSuite } from "./kill-processes.ts";

faultSuite({ kafka: false });
