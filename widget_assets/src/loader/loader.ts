import { mountWidget } from "./mountWidget.js";

mountWidget();
