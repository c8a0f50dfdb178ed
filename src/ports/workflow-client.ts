// Port: starts workflows and talks to running ones. Implemented over the Durable client at the edge, where the client is.

export interface WorkflowClient {
  /**
   * Starts a workflow under an id of the caller's. 'already-running' where one with this id is alive: to the caller as
   * good as started. An id whose workflow has ended may be used again. Rejects where it is not known whether it started.
   */
  start(workflow: string, id: string, input: object): Promise<'started' | 'already-running'>;

  /** 'absent': no workflow with this id is known. Suspended and pending ones run. */
  state(id: string): Promise<'running' | 'ended' | 'absent'>;

  /** 'ignored' where no workflow of that id can hear it any more, or yet. */
  raiseEvent(id: string, event: string, data: object): Promise<'delivered' | 'ignored'>;

  /**
   * Ends a workflow without its doing, as the last resort: nothing of it is tidied up. It may still be 'running' for a
   * while. 'ignored' where no workflow of that id is known.
   */
  terminate(id: string, reason: string): Promise<'terminated' | 'ignored'>;
}
