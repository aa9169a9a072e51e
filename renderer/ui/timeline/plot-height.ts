/** Of the bars of a timeline, in pixels. */
export const PLOT_HEIGHT = 34;
