(* Translated from kernel.py (askewtheory.translate): the update of one coordinate. *)
From Coq Require Import Reals List Arith.
Open Scope R_scope.

Definition QUADRATIC : nat := 0%nat.
Definition QUARTIC : nat := 1%nat.
Definition PRINTED : nat := 0%nat.
Definition PROJECTED : nat := 1%nat.
Definition GRADIENT : nat := 0%nat.
Definition SKEW_ALONG : nat := 1%nat.
Definition SKEW_AGAINST : nat := 2%nat.

Fixpoint cell_loop (rounds : nat) (w : R) (levels : list R) (index : nat) : nat :=
  match rounds with
  | O => index
  | S rounds =>
      (if lt_dec index (length levels) then (if Rle_dec (nth index levels 0) w then let index := (index + 1%nat)%nat in
      (cell_loop rounds w levels index) else index)
      else index)
  end.
Definition cell (w : R) (levels : list R) : nat :=
  let index := 0%nat in
  (cell_loop ((length levels) - index)%nat w levels index).

Definition product_in_cell (w : R) (index : nat) (levels : list R) : R :=
  (if Nat.eq_dec index 0%nat then ((nth 0%nat levels 0) - w)
  else (if Nat.eq_dec index (length levels) then (w - (nth (index - 1%nat)%nat levels 0))
    else ((w - (nth (index - 1%nat)%nat levels 0)) * ((nth index levels 0) - w)))).

Definition product_slope_in_cell (w : R) (index : nat) (levels : list R) : R :=
  (if Nat.eq_dec index 0%nat then (- 1)
  else (if Nat.eq_dec index (length levels) then 1
    else (((nth (index - 1%nat)%nat levels 0) + (nth index levels 0)) - (2 * w)))).

Definition remoteness_in_cell (w : R) (index : nat) (levels : list R) (epsilon : R) (kind : nat) : R :=
  let product := (product_in_cell w index levels) in
  (if Nat.eq_dec kind QUARTIC then (epsilon - (product * product))
  else (epsilon - product)).

Definition slope_in_cell (w : R) (index : nat) (levels : list R) (kind : nat) : R :=
  let slope := (- (product_slope_in_cell w index levels)) in
  (if Nat.eq_dec kind QUARTIC then ((2 * (product_in_cell w index levels)) * slope)
  else slope).

Definition remoteness (w : R) (levels : list R) (epsilon : R) (kind : nat) : R :=
  (remoteness_in_cell w (cell w levels) levels epsilon kind).

Definition slope (w : R) (levels : list R) (kind : nat) : R :=
  (slope_in_cell w (cell w levels) levels kind).

Definition clipped (value : R) (clip : R) : R :=
  (if Rlt_dec clip value then clip
  else (if Rlt_dec value (- clip) then (- clip)
    else value)).

Definition force_of (psi : R) (psi_slope : R) (alpha : R) (clip : R) : R :=
  (if Req_EM_T psi_slope 0 then clip
  else (clipped (((- alpha) * psi) / psi_slope) clip)).

Definition skewing_force (w : R) (levels : list R) (epsilon : R) (alpha : R) (clip : R) (kind : nat) : R :=
  let index := (cell w levels) in
  let psi := (remoteness_in_cell w index levels epsilon kind) in
  (if Rlt_dec 0 psi then (psi - psi)
  else (force_of psi (slope_in_cell w index levels kind) alpha clip)).

Definition branch_of (psi : R) (psi_slope : R) (gradient : R) (alpha : R) (clip : R) (rule : nat) : nat :=
  (if Rlt_dec 0 psi then GRADIENT
  else (if Req_EM_T psi_slope 0 then (if Nat.eq_dec rule PROJECTED then GRADIENT else SKEW_ALONG)
    else let along := ((- gradient) * psi_slope) in
      let needed := ((- alpha) * psi) in
      (if Rle_dec needed along then GRADIENT
      else (if Nat.eq_dec rule PROJECTED then let limit := (clip * (Rabs psi_slope)) in
          (if Rle_dec limit along then GRADIENT
          else (if Rle_dec 0 along then SKEW_ALONG
            else SKEW_AGAINST))
        else (if Rle_dec 0 along then SKEW_ALONG
          else SKEW_AGAINST))))).

Definition velocity_on (branch : nat) (psi : R) (psi_slope : R) (gradient : R) (alpha : R) (clip : R) : R :=
  (if Nat.eq_dec branch GRADIENT then (- gradient)
  else (force_of psi psi_slope alpha clip)).

Definition velocity_of (psi : R) (psi_slope : R) (gradient : R) (alpha : R) (clip : R) (rule : nat) : R :=
  let branch := (branch_of psi psi_slope gradient alpha clip rule) in
  (velocity_on branch psi psi_slope gradient alpha clip).

Definition velocity (w : R) (gradient : R) (levels : list R) (epsilon : R) (alpha : R) (clip : R) (kind : nat) (rule : nat) : R :=
  let index := (cell w levels) in
  let psi := (remoteness_in_cell w index levels epsilon kind) in
  (if Rlt_dec 0 psi then (- gradient)
  else let psi_slope := (slope_in_cell w index levels kind) in
    (velocity_of psi psi_slope gradient alpha clip rule)).

Definition branch (w : R) (gradient : R) (levels : list R) (epsilon : R) (alpha : R) (clip : R) (kind : nat) (rule : nat) : nat :=
  let index := (cell w levels) in
  let psi := (remoteness_in_cell w index levels epsilon kind) in
  let psi_slope := (slope_in_cell w index levels kind) in
  (branch_of psi psi_slope gradient alpha clip rule).

Fixpoint nearest_feasible_loop (rounds : nat) (w : R) (lowers : list R) (uppers : list R) (j : nat) : R :=
  match rounds with
  | O => (nth ((length uppers) - 1%nat)%nat uppers 0)
  | S rounds =>
      (if Rle_dec w (nth j uppers 0) then (if Nat.eq_dec j 0%nat then (if Rle_dec (nth j lowers 0) w then w else (nth j lowers 0))
        else (if Rle_dec (nth j lowers 0) w then (if Rle_dec (nth j lowers 0) w then w else (nth j lowers 0)) else (if Rlt_dec (w - (nth (j - 1%nat)%nat uppers 0)) ((nth j lowers 0) - w) then (nth (j - 1%nat)%nat uppers 0)
          else (nth j lowers 0))))
      else (nearest_feasible_loop rounds w lowers uppers (S j)))
  end.
Definition nearest_feasible (w : R) (lowers : list R) (uppers : list R) : R :=
  (nearest_feasible_loop (length uppers) w lowers uppers 0%nat).
