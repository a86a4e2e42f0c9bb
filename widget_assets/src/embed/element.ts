import { definePanel } from "./definePanel.js";

definePanel();
