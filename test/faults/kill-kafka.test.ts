import { onKafka } from "@pms/kit/testing/kafka";
import { faultSuite } from "./kill-processes.ts";

onKafka("the fault suite on Apache Kafka", () => faultSuite({ kafka: true }));
