/** The drawer that every posting is made in: beneath the Wristband, and naming the patient once more. */
import { Drawer } from "@mantine/core";
import type { Patient } from "@pms/contracts/patients";
import type { ReactNode } from "react";
import { Mrn } from "../../components/mrn.tsx";
import { PatientName } from "../patients/names.tsx";
import classes from "./ledger.module.css";

type Props = {
  title: string;
  patient: Patient;
  opened: boolean;
  onClose: () => void;
  /** While a posting is under way the drawer stays. */
  locked: boolean;
  children: ReactNode;
};

const beneathHeader = { top: "var(--app-shell-header-height)" };
const leftOver = "calc(100dvh - var(--app-shell-header-height))";

export function PostingDrawer({ title, patient, opened, onClose, locked, children }: Props) {
  return (
    <Drawer
      opened={opened}
      onClose={() => !locked && onClose()}
      position="right"
      size={480}
      title={
        <>
          <b>{title}</b>
          <span className={classes.who}>
            <PatientName patient={patient} /> · <Mrn value={patient.mrn} />
          </span>
        </>
      }
      closeButtonProps={{ "aria-label": "Close", disabled: locked }}
      styles={{
        overlay: beneathHeader,
        inner: { ...beneathHeader, height: leftOver },
        content: { height: leftOver },
      }}
    >
      {children}
    </Drawer>
  );
}
